// The gallery's script. Every page can be read and every picture taken without it.
import "./styles/gallery.css";
import { endless } from "./endless";
import { keepPlace } from "./place";
import { viewer } from "./viewer";

viewer();
keepPlace();
endless();
