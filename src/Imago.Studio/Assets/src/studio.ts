// The browser's half of the studio. Pages are Blazor's; here is only what a browser alone can do.
import "@fontsource-variable/inter";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/home.css";
import "./connection";
import { curves } from "./curves";
import "./menus";
import "./rooms";
import "./upload";
import "./kept";
import "./explore";
import "./play";

// What pages call by name.
const imago = {
  alive: () => document.documentElement.setAttribute("data-alive", ""),
  curves,
};

declare global {
  interface Window {
    imago: typeof imago;
  }
}
window.imago = imago;
