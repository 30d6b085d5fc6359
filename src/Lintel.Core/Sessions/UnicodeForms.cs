using System.Text;
using ADRaffy.ENSNormalize;

namespace Lintel.Sessions;

/// <summary>
/// Unicode normalization that does not depend on the globalization mode: in the invariant mode the framework's leaves all but ASCII as it is.
/// </summary>
internal static class UnicodeForms
{
    // Below it no character combines with another or has a composed form.
    private const char FirstCombining = '\u0300';

    // The library's tables take time and memory, so that they are read only where the framework has none.
    private static readonly bool IsFrameworkAble = "a\u0308".Normalize(NormalizationForm.FormC) == "\u00e4";

    public static string ToNfc(string text) =>
        !text.AsSpan().ContainsAnyInRange(FirstCombining, char.MaxValue) ? text
        : IsFrameworkAble ? text.Normalize(NormalizationForm.FormC)
        : ENSNormalize.NF.NFC(text);
}
