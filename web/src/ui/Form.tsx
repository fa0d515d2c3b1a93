/** Forms: a label above each control. */

import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./classes";
import css from "./Form.module.css";

/** A label with its control below, and perhaps a word on what it is for. */
export function Labelled({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={css.labelled}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the child */}
      <label>
        <span>{label}</span>
        {children}
      </label>
      {hint && <small>{hint}</small>}
    </div>
  );
}

interface ChoiceProps<Value extends string> extends Omit<ComponentProps<"select">, "onChange" | "value"> {
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChoose: (value: Value) => void;
}

/** One of a few, in the browser's own list. */
export function Choice<Value extends string>({
  value,
  options,
  onChoose,
  className,
  ...rest
}: ChoiceProps<Value>) {
  return (
    <select
      {...rest}
      className={joinClasses(css.choice, className)}
      value={value}
      onChange={(event) => onChoose(event.target.value as Value)}
    >
      {options.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}
