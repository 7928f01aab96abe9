// The visitor's pages.
import "./visitors.css";
import { passkey } from "./passkey";
import { work } from "./work";

document.querySelectorAll<HTMLFormElement>("form[data-work]").forEach(work);
document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach(passkey);
document.querySelectorAll<HTMLElement>(".without-script").forEach((text) => (text.hidden = true));
