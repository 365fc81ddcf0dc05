/** Where the doors are, as the server of this page says. */
export interface Config {
  network: string;
  gateway: string;
  stream: string;
  rpc: string | null;
}

/** Asks the server of this page. Errors: when it does not answer with addresses. */
export async function configRead(ask: typeof fetch = fetch): Promise<Config> {
  const response = await ask("/config.json");
  if (!response.ok) throw new Error(`/config.json: expected 200, found ${response.status}`);
  const body = (await response.json()) as Partial<Config>;
  if (typeof body.gateway !== "string" || typeof body.stream !== "string" || typeof body.network !== "string") {
    throw new Error("/config.json: expected network, gateway and stream");
  }
  return { network: body.network, gateway: body.gateway, stream: body.stream, rpc: body.rpc ?? null };
}
