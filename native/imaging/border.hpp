// The border between C++ and C: errors become a status and a message, vips objects are released whatever happens.
#pragma once
#include "imago_imaging.h"
#include <vips/vips.h>
#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace imago {

struct Error : std::runtime_error {
    imago_status status;
    Error(imago_status status, const std::string& message) : std::runtime_error(message), status(status) {}
};

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
using Image = std::unique_ptr<VipsImage, Unref>;
using Source = std::unique_ptr<VipsSource, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

// libvips's own words on the last failure, cleaned, and its buffer emptied. The buffer is shared by all threads, so only lines
// whose domain contains `domain` are taken: another file's reason must not be told as this one's.
std::string vips_reason(const char* domain);
// "is damaged" or another such beginning, the reason behind it, and too large instead of damaged where a codec's own limit speaks.
[[noreturn]] void fail(imago_status status, const std::string& what, const char* domain);

// Runs a libvips call that fills an image: `make([&](VipsImage** out) { return vips_…(…, out, …, NULL); })`.
template <class Call> Image make(Call call, imago_status status = IMAGO_FAILED, const char* domain = "", const char* what = "cannot be converted") {
    VipsImage* out = nullptr;
    if (call(&out) != 0)
        fail(status, what, domain);
    return Image(out);
}

// Runs a body behind the border.
template <class Body> imago_status guard(char** message, Body body) noexcept {
    auto say = [&](imago_status status, const char* text) {
        if (message)
            *message = g_strdup(text);
        return status;
    };
    if (message)
        *message = nullptr;
    try {
        body();
        return IMAGO_OK;
    } catch (const Error& e) {
        return say(e.status, e.what());
    } catch (const std::bad_alloc&) {
        return say(IMAGO_MEMORY, "needs more memory than the machine has free");
    } catch (const std::exception& e) {
        return say(IMAGO_FAILED, e.what());
    } catch (...) {
        return say(IMAGO_FAILED, "failed for an unknown reason");
    }
}

inline void require(bool holds, const char* message) {
    if (!holds)
        throw Error(IMAGO_ARGUMENT, message);
}

// A colour 0xRRGGBB, also as the array that libvips wants.
struct Rgb {
    double band[3];
    explicit Rgb(int32_t colour) : band{double(colour >> 16 & 255), double(colour >> 8 & 255), double(colour & 255)}, array_(vips_array_double_new(band, 3)) {}
    Rgb(const Rgb&) = delete;
    ~Rgb() { vips_area_unref(VIPS_AREA(array_)); }
    VipsArrayDouble* array() const { return array_; }
    // Luma of Rec. 601, as everywhere for the grey of gamma-encoded colours.
    double luma() const { return 0.299 * band[0] + 0.587 * band[1] + 0.114 * band[2]; }

  private:
    VipsArrayDouble* array_;
};

// While one of these lives, what C libraries print through stdio's stderr goes nowhere: the AV1 and HEVC decoders under libheif
// report broken files there, past every handler, in the middle of a progress display. The reason arrives as an error all the same.
class Hush {
  public:
    explicit Hush(bool wanted);
    Hush(const Hush&) = delete;
    ~Hush();

  private:
    bool wanted_;
};

// A caller's picture as an image (not copied: the bytes must outlive it).
Image wrap(const imago_picture& picture);
// Calls row(y, bytes) for every row of an image of 8-bit pixels, from the top, decoding in this thread as it goes.
template <class Row> void for_each_row(VipsImage* image, const char* domain, Row row) {
    const int strip = 64; // rows at a time: a few hundred kilobytes even of a wide photograph
    Region region(vips_region_new(image));
    for (int top = 0; top < image->Ysize; top += strip) {
        VipsRect rect{0, top, image->Xsize, std::min(strip, image->Ysize - top)};
        if (vips_region_prepare(region.get(), &rect) != 0)
            fail(IMAGO_DAMAGED, "is cut short or damaged", domain);
        for (int y = top; y < top + rect.height; y++)
            row(y, VIPS_REGION_ADDR(region.get(), 0, y));
    }
}
// Writes an image of 8-bit pixels to out, which must have exactly its size.
void read_into(VipsImage* image, const char* domain, uint8_t* out, int64_t length);

} // namespace imago
