using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lintel.Webhooks;

/// <summary>The signature of Standard Webhooks 1.0.0: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>Signs a delivery.</summary>
    /// <param name="secret">The endpoint's secret.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="timestamp">When this attempt is made, in Unix seconds.</param>
    /// <param name="body">The bytes that are sent.</param>
    public static string Sign(byte[] secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
