// The gallery's script. Every page can be read and every picture taken without it.
import "./styles/gallery.css";
import "./styles/certificates.css";
import { endless } from "./endless";
import { keepPlace } from "./place";
import { viewer } from "./viewer";
import "./visitors/visitors";

viewer();
keepPlace();
endless();

// Certificates: only their pages load what they need.
const checked = document.querySelector<HTMLElement>("[data-verify], [data-signature]");
if (checked) void import("./certificates/verify").then(({ verify, compareCode }) => (checked.dataset.verify ? verify(checked) : compareCode(checked)));
