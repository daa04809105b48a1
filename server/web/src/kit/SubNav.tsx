import { NavLink } from "react-router";

export type SubPage = { path: string; title: string };

/** The pages of one section, side by side under its head; the open one is marked. `label` names the section. */
export function SubNav({ label, items }: { label: string; items: readonly SubPage[] }) {
  return (
    <nav className="sub-nav" aria-label={`${label}的页面`}>
      {items.map(({ path, title }) => (
        <NavLink key={path} to={path} end>
          {title}
        </NavLink>
      ))}
    </nav>
  );
}
