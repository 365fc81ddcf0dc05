/** One panel that fails says so and takes no other with it. */
import { Component, type ReactNode } from "react";
import { Failed } from "./states.tsx";

interface State {
  error: string | null;
}

export class Boundary extends Component<{ name: string; children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <Failed
        what={`${this.props.name} cannot be shown`}
        detail={this.state.error}
        retry={() => this.setState({ error: null })}
      />
    );
  }
}
