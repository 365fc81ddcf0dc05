/** The text of Sign-In With Solana is the gateway's own, letter for letter: its parser takes one spelling alone. */
import { expect, test } from "vitest";
import { signInText } from "./sign-in-text.ts";

test("all fields of an offer stand in their order, each on its line", () => {
  const text = signInText({
    domain: "localhost:3001",
    address: "HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso",
    statement: "Sign in to QuantDesk. This costs nothing and moves no money.",
    uri: "http://localhost:3001",
    version: "1",
    chainId: "localnet",
    nonce: "abcdefgh12345678",
    issuedAt: "2026-11-26T01:00:00.000Z",
    expirationTime: "2026-11-26T01:05:00.000Z",
  });
  expect(text.split("\n")).toEqual([
    "localhost:3001 wants you to sign in with your Solana account:",
    "HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso",
    "",
    "Sign in to QuantDesk. This costs nothing and moves no money.",
    "",
    "URI: http://localhost:3001",
    "Version: 1",
    "Chain ID: localnet",
    "Nonce: abcdefgh12345678",
    "Issued At: 2026-11-26T01:00:00.000Z",
    "Expiration Time: 2026-11-26T01:05:00.000Z",
  ]);
});
