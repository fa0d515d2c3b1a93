/** Keeps what broke in its own place. */

import { Component, type ReactNode } from "react";
import { Button } from "./Button";
import { Notice } from "./Notice";

interface BoundaryProps {
  /** What broke, in words: "this chart", "this page". */
  place: string;
  /** A change of it tries again. */
  resetKey?: string;
  explain: (error: unknown) => { title: string; remedy: string };
  children: ReactNode;
}

interface BoundaryState {
  error: unknown;
  key: string | undefined;
}

/** Shows what happened and what to do where its children could not be drawn. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error: error ?? new Error("unknown") };
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    const { title, remedy } = this.props.explain(this.state.error);
    return (
      <Notice title={title} isError>
        <p>{remedy}</p>
        <div>
          <Button onClick={() => this.setState({ error: null })}>Draw {this.props.place} again</Button>
        </div>
      </Notice>
    );
  }
}
