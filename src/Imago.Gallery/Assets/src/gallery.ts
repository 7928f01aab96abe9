// The gallery's script. Every page can be read and every picture taken without it.
import "./styles/gallery.css";
import { compareCode, verify } from "./certificates/verify";
import "./styles/certificates.css";
import { endless } from "./endless";
import { keepPlace } from "./place";
import { tellSeen } from "./seen";
import { viewer } from "./viewer";
import "./visitors/visitors";

viewer();
keepPlace();
endless();
tellSeen();

// One file, loaded as a plain script: what is imported on demand would need modules.
const checked = document.querySelector<HTMLElement>("[data-verify], [data-signature]");
if (checked) void (checked.dataset.verify ? verify(checked) : compareCode(checked));
