import type { CSSProperties, PropsWithChildren } from "react";

/*
 * Stands for @tarojs/components in the component tests: plain elements with the events of WeChat's.
 */

type Base = PropsWithChildren<{
  className?: string;
  id?: string;
  style?: CSSProperties;
  role?: string;
  "aria-label"?: string;
  "aria-checked"?: boolean;
  onClick?: () => void;
}>;

function plain({ className, id, style, role, children, onClick, ...rest }: Base) {
  const { "aria-label": label, "aria-checked": checked } = rest;
  return { className, id, style, role, children, onClick, "aria-label": label, "aria-checked": checked };
}

export function View(props: Base) {
  return <div {...plain(props)} />;
}

export function Text(props: Base) {
  return <span {...plain(props)} />;
}

export function ScrollView(props: Base) {
  return <div {...plain(props)} />;
}

export function RootPortal({ children }: PropsWithChildren) {
  return <>{children}</>;
}

export function Image({ className, src }: { className?: string; src: string }) {
  return <img alt="" className={className} src={src} />;
}

type MapProps = {
  markers: { id: number; title: string }[];
  onMarkerTap: (event: { detail: { markerId: number } }) => void;
};

/** Its markers as buttons. */
function ShownMap({ markers, onMarkerTap }: MapProps) {
  return (
    <div role="application">
      {markers.map(({ id, title }) => (
        <button key={id} type="button" aria-label={title} onClick={() => onMarkerTap({ detail: { markerId: id } })} />
      ))}
    </div>
  );
}

export { ShownMap as Map };

type ButtonProps = Base & {
  disabled?: boolean;
  openType?: string;
  onGetPhoneNumber?: (event: { detail: { code?: string } }) => void;
};

export function Button({ disabled, openType, onGetPhoneNumber, ...props }: ButtonProps) {
  const { onClick, ...rest } = plain(props);
  const tap = () =>
    openType === "getPhoneNumber" ? onGetPhoneNumber?.({ detail: { code: "phone-code" } }) : onClick?.();
  return <button type="button" {...rest} disabled={disabled} onClick={tap} />;
}

type InputProps = {
  className?: string;
  value?: string;
  placeholder?: string;
  maxlength?: number;
  password?: boolean;
  disabled?: boolean;
  "aria-label"?: string;
  onInput?: (event: { detail: { value: string } }) => void;
};

export function Input({ maxlength, password, onInput, ...props }: InputProps) {
  const { className, value, placeholder, disabled, "aria-label": label } = props;
  return (
    <input
      {...{ className, value, placeholder, disabled, "aria-label": label }}
      type={password ? "password" : "text"}
      maxLength={maxlength}
      onChange={(event) => onInput?.({ detail: { value: event.target.value } })}
    />
  );
}

export function Textarea({ maxlength, onInput, ...props }: InputProps) {
  const { className, value, placeholder, disabled, "aria-label": label } = props;
  return (
    <textarea
      {...{ className, value, placeholder, disabled, "aria-label": label }}
      maxLength={maxlength}
      onChange={(event) => onInput?.({ detail: { value: event.target.value } })}
    />
  );
}

type PickerProps = Base & { value: string; onChange: (event: { detail: { value: string } }) => void };

/** What is picked is typed into an input that stands for the wheel. */
export function Picker({ value, onChange, ...props }: PickerProps) {
  const { children, ...rest } = plain(props);
  return (
    <label>
      {children}
      <input {...rest} value={value} onChange={(event) => onChange({ detail: { value: event.target.value } })} />
    </label>
  );
}
