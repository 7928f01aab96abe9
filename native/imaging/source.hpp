// A file or buffer that has been recognised by its content, and how its pixels are loaded.
#pragma once
#include "border.hpp"

struct imago_source {
    int32_t format = 0;
    imago::Source source;            // a file that is read bit by bit
    std::vector<uint8_t> bytes;      // a file that its decoder wants whole in memory
    const uint8_t* data = nullptr;   // bytes above or the caller's buffer
    size_t length = 0;
    double svg_scale = 1;
    int32_t svg_width = 0, svg_height = 0;
    imago_decode_options options{};
    imago_info info{};
};

namespace imago {

struct Sniffed {
    int32_t format;
    const char* name;    // for sentences
    const char* domain;  // what the domain of libvips's messages on it contains
    bool whole;          // the decoder maps the file: read it whole, for a mapped file that shrinks under us is a SIGBUS
};
const Sniffed& describe(int32_t format);
// Which format these first bytes are of; throws IMAGO_NOT_A_PICTURE in words for everything else.
const Sniffed& sniff(const uint8_t* head, size_t length);
// Refuses what is too large or cut short, as far as the first bytes of these formats tell it, before their decoders allocate.
void check_claims(int32_t format, const uint8_t* data, size_t length, int64_t max_pixels);
void check_size(int64_t width, int64_t height, int64_t max_pixels);

// Header read, nothing decoded. shrink: 1, 2, 4 or 8, only for formats where can_shrink says so.
Image load(const imago_source& from, int shrink = 1);
bool can_shrink(int32_t format);
bool is_heif(int32_t format); // AVIF or HEIC
// 8-bit sRGB (or grey) with or without alpha, as the source's options say.
Image to_srgb(Image image, const imago_source& from);
// Fills from.info, refuses too large and unreadable kinds.
void inspect(imago_source& from);

} // namespace imago
