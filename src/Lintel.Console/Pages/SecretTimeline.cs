using System.Globalization;
using Lintel.Management.Keys;

namespace Lintel.Console;

/// <summary>The secrets of a key that work now, as a picture: from a little before the present to the end of the last overlap.</summary>
/// <param name="Rows">The secrets, the newest first.</param>
/// <param name="From">The left edge.</param>
/// <param name="To">The right edge: the last end of an old secret.</param>
internal sealed record SecretTimeline(IReadOnlyList<SecretShape> Rows, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The width of the picture.</summary>
    public const int Width = 480;

    /// <summary>The height of a row.</summary>
    public const int RowHeight = 22;

    // The part of the picture that shows what has been.
    private const double Past = 0.2;

    /// <summary>The old secrets, which may be ended.</summary>
    public IEnumerable<SecretShape> Old => Rows.Where(secret => secret.EndsAt is not null);

    /// <summary>Makes the picture of a key.</summary>
    /// <returns>null where no old secret works any more.</returns>
    public static SecretTimeline? Of(KeyShape key, DateTimeOffset now)
    {
        SecretShape[] rows = [.. key.Secrets.Where(secret => secret.EndsAt is null || secret.EndsAt > now)];
        return rows.Max(secret => secret.EndsAt) is { } last ? new SecretTimeline(rows, now - ((last - now) * (Past / (1 - Past))), last) : null;
    }

    /// <summary>The place of a moment; what is outside is at the edge.</summary>
    public string Place(DateTimeOffset at) =>
        (Math.Clamp((at - From) / (To - From), 0, 1) * Width).ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>The secrets of a key, with what may be done to them.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Key">The key.</param>
/// <param name="Timeline">The picture.</param>
internal sealed record SecretsModel(ConsoleCall Call, KeyShape Key, SecretTimeline Timeline);
