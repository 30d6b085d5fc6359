using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;

namespace Lintel.Otp;

/// <summary>
/// Makes codes and checks them, with a server key that is derived from the pepper. Live codes are random and kept as HMAC. Test codes follow from the
/// request's id and the server key, so that they can be shown and nothing of them is kept.
/// </summary>
internal sealed class OtpCodes(Pepper pepper)
{
    private const string Purpose = "otp codes";
    private const int Codes = 1_000_000;

    private readonly ConcurrentDictionary<int, byte[]> _keys = new();

    /// <summary>The version of the server key that new requests note.</summary>
    public int KeyVersion => pepper.Newest;

    /// <summary>A random code of six digits.</summary>
    public static string NewLiveCode() => Show(RandomNumberGenerator.GetInt32(Codes));

    /// <summary>The code of a request of a test application.</summary>
    public string TestCode(string requestId, int keyVersion)
    {
        // A remainder of 64 bits: the first codes are more likely by less than one in ten billion.
        var number = BinaryPrimitives.ReadUInt64BigEndian(Mac(keyVersion, $"test\n{requestId}"));
        return Show((int)(number % Codes));
    }

    /// <summary>What is kept of a live code.</summary>
    public byte[] HashOf(string requestId, string code, int keyVersion) => Mac(keyVersion, $"live\n{requestId}\n{code}");

    /// <summary>Whether a code is that of a request, in constant time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="code">Six digits.</param>
    public bool Opens(OtpRequestRow request, string code) => CryptographicOperations.FixedTimeEquals(
        HashOf(request.Id, code, request.KeyVersion),
        request.CodeHash ?? HashOf(request.Id, TestCode(request.Id, request.KeyVersion), request.KeyVersion));

    private static string Show(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    private byte[] Mac(int keyVersion, string text) =>
        HMACSHA256.HashData(_keys.GetOrAdd(keyVersion, version => pepper.DeriveKey(Purpose, version)), Encoding.UTF8.GetBytes(text));
}
