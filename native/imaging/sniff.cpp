// The format is decided by the first bytes, never by the name.
#include "source.hpp"
#include <cstring>

namespace imago {

static const Sniffed formats[] = {
    {IMAGO_JPEG, "JPEG", "peg", false}, {IMAGO_PNG, "PNG", "png", false},   {IMAGO_WEBP, "WebP", "webp", true},
    {IMAGO_AVIF, "AVIF", "heif", true}, {IMAGO_HEIC, "HEIC", "heif", true}, {IMAGO_TIFF, "TIFF", "tiff", false},
    {IMAGO_GIF, "GIF", "gif", true},    {IMAGO_BMP, "BMP", "magick", true},  {IMAGO_SVG, "SVG", "svg", true},
};

// Frequent guests that deserve their name in the refusal.
static const struct {
    size_t at;
    const char *magic, *what;
} not_read[] = {
    {0, "%PDF", "a PDF document"},     {0, "PK\x03\x04", "a zip archive"},      {0, "<svg", "an SVG drawing"},
    {0, "<?xml", "an XML or SVG text"}, {0, "8BPS", "a Photoshop file"},         {0, "gimp xcf", "a GIMP file"},
    {0, "\xFF\x0A", "a JPEG XL"},     {4, "JXL \r\n", "a JPEG XL"},           {4, "jP  ", "a JPEG 2000"},
    {0, "v/1\x01", "an OpenEXR"},      {0, "\x1A\x45\xDF\xA3", "a film"},
};

const Sniffed& describe(int32_t format) {
    for (auto& f : formats)
        if (f.format == format)
            return f;
    throw Error(IMAGO_ARGUMENT, "unknown format");
}

const Sniffed& sniff(const uint8_t* head, size_t length) {
    auto has = [&](size_t at, const char* text, size_t n) { return length >= at + n && std::memcmp(head + at, text, n) == 0; };
    if (has(0, "\xFF\xD8\xFF", 3))
        return describe(IMAGO_JPEG);
    if (has(0, "\x89PNG\r\n\x1A\n", 8))
        return describe(IMAGO_PNG);
    if (has(0, "RIFF", 4) && has(8, "WEBP", 4))
        return describe(IMAGO_WEBP);
    if (has(0, "II*\0", 4) && has(8, "CR", 2))
        throw Error(IMAGO_NOT_A_PICTURE, "is a camera's raw file, which Imago does not read: develop it to TIFF, PNG or JPEG");
    if (has(0, "II*\0", 4) || has(0, "MM\0*", 4) || has(0, "II+\0", 4) || has(0, "MM\0+", 4))
        return describe(IMAGO_TIFF);
    if (has(0, "GIF87a", 6) || has(0, "GIF89a", 6))
        return describe(IMAGO_GIF);
    if (has(0, "BM", 2) && length >= 26)
        return describe(IMAGO_BMP);
    if (has(4, "ftyp", 4)) {
        // The major brand, then the compatible ones: a phone may write "mif1" first.
        bool heic = false; // AVIF files name mif1 too, so that only tells when nothing else does
        size_t box = length >= 4 ? size_t(head[0]) << 24 | size_t(head[1]) << 16 | size_t(head[2]) << 8 | head[3] : 0;
        for (size_t at = 8; at + 4 <= std::min(box, length); at += at == 8 ? 8 : 4) {
            if (has(at, "avif", 4) || has(at, "avis", 4))
                return describe(IMAGO_AVIF);
            if (has(at, "hei", 3) || has(at, "hev", 3) || has(at, "mif1", 4))
                heic = true;
        }
        if (heic)
            return describe(IMAGO_HEIC);
        throw Error(IMAGO_NOT_A_PICTURE, "is a film or another kind of MP4 container, not a picture");
    }
    for (auto& known : not_read)
        if (has(known.at, known.magic, std::strlen(known.magic)))
            throw Error(IMAGO_NOT_A_PICTURE, std::string("is ") + known.what + ", which Imago does not read: save it as PNG or JPEG");
    throw Error(IMAGO_NOT_A_PICTURE, "is not a picture that Imago reads (JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF or BMP)");
}

} // namespace imago
