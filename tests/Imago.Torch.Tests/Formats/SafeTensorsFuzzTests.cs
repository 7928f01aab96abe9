using System.Text;
using Imago.Torch.Formats;
using Imago.Torch.Tests.Support;

namespace Imago.Torch.Tests.Formats;

public sealed class SafeTensorsFuzzTests
{
    private const string Header = """
        {"__metadata__":{"format":"test/1","options":"{\"zDim\":512}"},"mapping.fc0.weight":{"dtype":"F32","shape":[4,3],"data_offsets":[0,48]},"synthesis.b4.const":{"dtype":"BF16","shape":[2,2,2],"data_offsets":[48,64]},"w_avg":{"dtype":"F32","shape":[],"data_offsets":[64,68]},"none":{"dtype":"U8","shape":[0],"data_offsets":[68,68]}}
        """;

    private static readonly string[] s_tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "-1", "0", "1", "48", "1e9", "0.5", "9223372036854775807", "18446744073709551616",
        "\"dtype\":\"F32\",", "\"shape\":[],", "\"data_offsets\":[0,68],", "\"__metadata__\":{},", "\"w_avg\":{},", "\"F64\"", "[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "//", " ", "\n", "\0", "é", "😀",
    ];

    [Fact]
    public void Whatever_the_bytes_are_only_a_safetensors_exception_comes_out()
    {
        using TemporaryFolder folder = new();
        string path = folder["fuzzed.safetensors"];
        System.Random random = new(20240501);
        int accepted = 0, refused = 0;
        for (int trial = 0; trial < 5000; trial++)
        {
            byte[] bytes = Mutate(random);
            File.WriteAllBytes(path, bytes);
            try
            {
                using SafeTensorsFile file = SafeTensorsFile.Open(path);
                long total = 0;
                foreach (string name in file.Entries.Keys)
                {
                    foreach (byte _ in file.Bytes(name).ToArray()) // every byte can be looked at
                        total++;
                }
                Assert.InRange(total, 0, bytes.Length);
                accepted++;
            }
            catch (SafeTensorsException e)
            {
                Assert.StartsWith($"Cannot read {path} as safetensors: ", e.Message, StringComparison.Ordinal);
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"trial {trial}: {e}\n{Convert.ToHexString(bytes)}");
            }
        }
        // Both ways were gone: mutations inside texts, sizes of empty tensors and spaces are harmless.
        Assert.True(accepted > 100 && refused > 2500, $"{accepted} accepted, {refused} refused");
    }

    private static byte[] Mutate(System.Random random)
    {
        List<byte> header = [.. Encoding.UTF8.GetBytes(Header)];
        int data = 68;
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(header.Count);
            int length = Math.Min(random.Next(1, 20), header.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    header[at] = (byte)random.Next(256);
                    break;
                case 1:
                    header[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when header.Count > 30:
                    header.RemoveRange(at, length);
                    break;
                case 3:
                    header.InsertRange(random.Next(header.Count), header.GetRange(at, length));
                    break;
                case 4:
                    header.InsertRange(at, Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)]));
                    break;
                default: // a digit for a digit: shapes and offsets that stay JSON
                    int[] digits = [.. Enumerable.Range(0, header.Count).Where(i => char.IsAsciiDigit((char)header[i]))];
                    if (digits.Length > 0)
                        header[digits[random.Next(digits.Length)]] = (byte)('0' + random.Next(10));
                    break;
            }
        }
        byte[] file = SafeTensorsFileTests.Raw([.. header], data);
        if (random.Next(10) == 0)
            file[random.Next(8)] ^= (byte)(1 << random.Next(8));
        return random.Next(10) == 0 ? file[..random.Next(file.Length)] : file;
    }
}
