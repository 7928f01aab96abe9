// What the headers of BMP, WebP, AVIF and HEIC claim, checked before their decoders see them: those allocate first and ask later, or end the process.
#include "source.hpp"
#include <cstring>

namespace imago {

void check_size(int64_t width, int64_t height, int64_t max_pixels) {
    if (width > max_pixels / height)
        throw Error(IMAGO_TOO_LARGE, "claims " + std::to_string(width) + " x " + std::to_string(height) + " pixels, more than the " +
                                         std::to_string(max_pixels) + " that are allowed");
}

static int64_t number(const uint8_t* at, int bytes) { // little-endian
    uint64_t value = 0;
    for (int i = bytes; i-- > 0;)
        value = value << 8 | at[i];
    return int64_t(value);
}

static void check_bmp(const uint8_t* data, size_t length, int64_t max_pixels) {
    auto signed32 = [&](size_t at) { return int64_t(int32_t(number(data + at, 4))); };
    int64_t offset = signed32(10), header = signed32(14);
    if (header != 12 && (header < 16 || header > 124))
        throw Error(IMAGO_NOT_A_PICTURE, "begins like a BMP but is none");
    if (length < size_t(header == 12 ? 26 : 34))
        throw Error(IMAGO_DAMAGED, "is cut short or damaged (its header is not complete)");
    bool old = header == 12; // OS/2's, with 16-bit sizes
    int64_t width = old ? number(data + 18, 2) : signed32(18), height = old ? number(data + 20, 2) : signed32(22);
    int64_t bits = number(data + (old ? 24 : 28), 2), compression = old || header < 20 ? 0 : signed32(30);
    height = std::abs(height); // negative: rows from the top
    if (width <= 0 || height <= 0 || offset < 26)
        throw Error(IMAGO_DAMAGED, "is cut short or damaged (it claims " + std::to_string(width) + " x " + std::to_string(height) + " pixels)");
    check_size(width, height, max_pixels);
    bool stored = compression == 0 || compression == 3 || compression == 6; // and not run lengths
    int64_t needed = offset + (stored ? (width * bits + 31) / 32 * 4 * height : 0);
    if (int64_t(length) < needed)
        throw Error(IMAGO_DAMAGED, "is cut short or damaged (" + std::to_string(length) + " of " + std::to_string(needed) + " bytes are there)");
}

static void check_webp(const uint8_t* data, size_t length, int64_t max_pixels) {
    if (length < 30)
        throw Error(IMAGO_DAMAGED, "is cut short or damaged (its header is not complete)");
    auto is = [&](const char* chunk) { return std::memcmp(data + 12, chunk, 4) == 0; };
    if (is("VP8X"))
        check_size(1 + number(data + 24, 3), 1 + number(data + 27, 3), max_pixels);
    else if (is("VP8L"))
        check_size(1 + (number(data + 21, 4) & 0x3FFF), 1 + (number(data + 21, 4) >> 14 & 0x3FFF), max_pixels);
    else
        check_size(number(data + 26, 2) & 0x3FFF, std::max<int64_t>(1, number(data + 28, 2) & 0x3FFF), max_pixels);
}

// Boxes one after the other, each with its size in front (ISO/IEC 14496-12, 4.2). libheif 1.19 fails an assertion where one reaches beyond the file.
static void check_heif(const uint8_t* data, size_t length) {
    auto big_endian = [&](size_t at, int bytes) {
        uint64_t value = 0;
        for (int i = 0; i < bytes; i++)
            value = value << 8 | data[at + i];
        return value;
    };
    for (size_t at = 0; length - at >= 8;) {
        uint64_t left = length - at, size = big_endian(at, 4);
        if (size == 1 && left >= 16)
            size = big_endian(at + 8, 8);
        if (size == 0) // all that is left
            return;
        if (size < 8 || size > left)
            throw Error(IMAGO_DAMAGED, "is cut short or damaged (a box claims " + std::to_string(size) + " bytes, and " + std::to_string(left) + " are left)");
        at += size_t(size);
    }
}

void check_claims(int32_t format, const uint8_t* data, size_t length, int64_t max_pixels) {
    if (format == IMAGO_BMP)
        check_bmp(data, length, max_pixels);
    if (format == IMAGO_WEBP)
        check_webp(data, length, max_pixels);
    if (is_heif(format))
        check_heif(data, length);
}

} // namespace imago
