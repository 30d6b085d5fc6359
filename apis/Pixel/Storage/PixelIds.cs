using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>New ids: a prefix that says what they name, and 16 random letters and digits.</summary>
internal static class PixelIds
{
    public static string Website() => Make("admx_", 16);

    public static string Goal() => Make("goal_", 16);

    public static string Alert() => Make("alert_", 16);

    public static string Report() => Make("rep_", 16);

    public static string ShareLink() => Make("shr_", 16);

    /// <summary>A share link's secret: 32 characters hold 190 random bits.</summary>
    public static string ShareToken() => Make(string.Empty, 32);

    private static string Make(string prefix, int length) => prefix + RandomText.Base62(length);
}
