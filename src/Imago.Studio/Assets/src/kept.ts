// The rooms of kept pictures, films, networks and projections.
import "./styles/wall.css";
import "./styles/films.css";
import "./styles/networks.css";
import "./modal";
import "./films";
import "./sending";
