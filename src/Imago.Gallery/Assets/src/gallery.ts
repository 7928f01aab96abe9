// The gallery's script. Every page can be read and every picture taken without it.
import "./styles/gallery.css";
