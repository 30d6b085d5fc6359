namespace Lintel.AspNetCore;

/// <summary>The <c>Allow</c> field (RFC 9110 section 10.2.1): methods in a fixed order; OPTIONS always, HEAD wherever GET is.</summary>
internal static class AllowField
{
    private static readonly string[] Sequence = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static string Of(IEnumerable<string> methods)
    {
        var all = methods.Append("OPTIONS").ToHashSet(StringComparer.Ordinal);
        return string.Join(", ", Sequence.Where(all.Contains).Concat(all.Except(Sequence).Order(StringComparer.Ordinal)));
    }
}
