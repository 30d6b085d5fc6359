namespace Lintel.Testing;

/// <summary>Reads header fields of responses, wherever <see cref="HttpClient"/> keeps them.</summary>
internal static class ResponseFields
{
    /// <returns>The value, several of them joined as RFC 9110 section 5.3 has it; null where the field is not there.</returns>
    public static string? FieldOf(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
