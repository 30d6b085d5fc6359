using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>New ids: a prefix that says what they name, and 20 random letters and digits, about 119 bits.</summary>
internal static class OtpIds
{
    private const int Length = 20;

    public static string Project() => Make("prj_");

    public static string Application() => Make("app_");

    public static string OtpRequest() => Make("otp_");

    private static string Make(string prefix) => prefix + RandomText.Base62(Length);
}
