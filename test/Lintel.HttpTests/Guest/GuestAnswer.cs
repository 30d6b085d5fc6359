using System.Text.Json;

namespace Lintel.HttpTests.Guest;

/// <summary>The response.</summary>
/// <param name="Status">The status.</param>
/// <param name="Code">The code of the shop's envelope; null where the body is something else.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">The header fields by their names.</param>
internal sealed record GuestAnswer(int Status, string? Code, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public static async Task<GuestAnswer> OfAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key,
            header => string.Join(", ", header.Value),
            StringComparer.OrdinalIgnoreCase);
        return new GuestAnswer((int)response.StatusCode, CodeOf(body), body, headers);
    }

    private static string? CodeOf(string body)
    {
        try
        {
            var root = JsonDocument.Parse(body).RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("code", out var code) && root.TryGetProperty("id", out _)
                ? code.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
