#include "border.hpp"
#include <cstdio>
#include <cstring>
#include <mutex>
#include <sstream>

namespace imago {

std::string vips_reason(const char* domain) {
    std::unique_ptr<char, decltype(&g_free)> all(vips_error_buffer_copy(), g_free); // copies and clears
    std::istringstream lines(all.get());
    for (std::string line; std::getline(lines, line);) {
        auto colon = line.find(": ");
        if (colon == std::string::npos || line.substr(0, colon).find(domain) == std::string::npos)
            continue;
        auto text = line.substr(colon + 2);
        for (std::string noise : {"libMagick error: ", " `'"}) // ImageMagick's own frame around the reason
            if (auto at = text.find(noise); at != std::string::npos)
                text.erase(at, noise.size());
        text = text.substr(0, text.find(" @ error/"));
        while (!text.empty() && (text.back() == '.' || text.back() == ' '))
            text.pop_back();
        if (g_utf8_validate(text.data(), gssize(text.size()), nullptr))
            return text;
    }
    return "";
}

void fail(imago_status status, const std::string& what, const char* domain) {
    auto reason = vips_reason(domain);
    if (reason.find("exceeds the maximum image size") != std::string::npos || reason.find("security limit") != std::string::npos ||
        reason.find("exceeds limit") != std::string::npos)
        throw Error(IMAGO_TOO_LARGE, "claims to be larger than its decoder allows (" + reason + ")");
    throw Error(status, reason.empty() ? what : what + " (" + reason + ")");
}

static std::mutex hush_lock;
static int hushed = 0;
static FILE* loud = nullptr;

Hush::Hush(bool wanted) : wanted_(wanted) {
    static FILE* nowhere = std::fopen("/dev/null", "we");
    wanted_ = wanted && nowhere;
    std::lock_guard<std::mutex> lock(hush_lock);
    if (wanted_ && hushed++ == 0) {
        loud = stderr;
        stderr = nowhere; // glibc: the standard streams are variables that may be set
    }
}

Hush::~Hush() {
    std::lock_guard<std::mutex> lock(hush_lock);
    if (wanted_ && --hushed == 0)
        stderr = loud;
}

Image wrap(const imago_picture& picture) {
    require(picture.pixels && picture.width > 0 && picture.height > 0, "a picture without pixels was given");
    require(picture.channels == 1 || picture.channels == 3 || picture.channels == 4, "a picture has 1, 3 or 4 channels");
    auto size = size_t(picture.width) * size_t(picture.height) * size_t(picture.channels);
    Image raw(vips_image_new_from_memory(picture.pixels, size, picture.width, picture.height, picture.channels, VIPS_FORMAT_UCHAR));
    if (!raw)
        throw Error(IMAGO_FAILED, "libvips does not take the picture: " + vips_reason(""));
    return make([&](VipsImage** out) {
        return vips_copy(raw.get(), out, "interpretation", picture.channels == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, NULL);
    });
}

void read_into(VipsImage* image, const char* domain, uint8_t* out, int64_t length) {
    int64_t row_bytes = int64_t(image->Xsize) * image->Bands;
    require(out && length == row_bytes * image->Ysize, "the output buffer has not the size of the picture");
    for_each_row(image, domain, [&](int y, const VipsPel* row) { std::memcpy(out + y * row_bytes, row, size_t(row_bytes)); });
}

} // namespace imago
