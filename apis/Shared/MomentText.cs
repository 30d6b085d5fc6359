using System.Globalization;

namespace Lintel.Shared;

/// <summary>Moments as RFC 3339 texts in UTC. Texts of one form sort as the moments do.</summary>
public static class MomentText
{
    /// <summary>A moment in whole seconds, such as <c>2026-01-15T00:00:00Z</c>.</summary>
    /// <param name="moment">The moment; what is left of its second is cut off.</param>
    public static string Seconds(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A moment in whole seconds; null for none.</summary>
    /// <inheritdoc cref="Seconds(DateTimeOffset)"/>
    public static string? Seconds(DateTimeOffset? moment) => moment is { } value ? Seconds(value) : null;

    /// <param name="unixMilliseconds">Milliseconds since 1970.</param>
    /// <inheritdoc cref="Seconds(DateTimeOffset)"/>
    public static string Seconds(long unixMilliseconds) => Seconds(DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds));

    /// <param name="unixMilliseconds">Milliseconds since 1970; null for none.</param>
    /// <inheritdoc cref="Seconds(DateTimeOffset?)"/>
    public static string? Seconds(long? unixMilliseconds) => unixMilliseconds is { } value ? Seconds(value) : null;

    /// <summary>A moment in milliseconds, such as <c>2026-01-15T00:00:00.000Z</c>.</summary>
    /// <param name="moment">The moment.</param>
    public static string Milliseconds(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A moment in milliseconds; null for none.</summary>
    /// <inheritdoc cref="Milliseconds(DateTimeOffset)"/>
    public static string? Milliseconds(DateTimeOffset? moment) => moment is { } value ? Milliseconds(value) : null;

    /// <param name="unixMilliseconds">Milliseconds since 1970.</param>
    /// <inheritdoc cref="Milliseconds(DateTimeOffset)"/>
    public static string Milliseconds(long unixMilliseconds) => Milliseconds(DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds));
}
