import "../app/contracts";
import { lazy, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Door } from "../app/Door";
import { merchantApi } from "./api";
import { MerchantSignIn } from "./login/MerchantSignIn";

const Inside = lazy(() => import("./MerchantInside"));
const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <Door api={merchantApi} base="/merchant" SignIn={MerchantSignIn} Inside={Inside} />
  </StrictMode>,
);
