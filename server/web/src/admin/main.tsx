import "../app/contracts";
import { lazy, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Door } from "../app/Door";
import { adminApi } from "./api";
import { AdminSignIn } from "./login/AdminSignIn";

const Inside = lazy(() => import("./AdminInside"));
const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <Door api={adminApi} base="/admin" SignIn={AdminSignIn} Inside={Inside} />
  </StrictMode>,
);
