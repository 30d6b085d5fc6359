using ADRaffy.ENSNormalize;

namespace Lintel.Sessions;

/// <summary>
/// Unicode normalization that does not depend on the globalization mode: in the invariant mode the framework's leaves all but ASCII as it is.
/// </summary>
internal static class UnicodeForms
{
    // Below it no character combines with another or has a composed form.
    private const char FirstCombining = '\u0300';

    public static string ToNfc(string text) => text.AsSpan().ContainsAnyInRange(FirstCombining, char.MaxValue) ? ENSNormalize.NF.NFC(text) : text;
}
