using System.Text.RegularExpressions;
using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>To whom a code is sent, and what for.</summary>
internal sealed record NewOtpRequest(string PhoneNumber, string Purpose, string? Reference);

/// <summary>A code that is tried.</summary>
internal sealed record Verification(string RequestId, string Code)
{
    /// <summary>The request's id: codes have no business in a log.</summary>
    public override string ToString() => RequestId;
}

/// <summary>Which requests a list shows; null for all.</summary>
internal sealed record OtpRequestFilter(string? Status, string? PhoneNumber, PageQuery Page);

/// <summary>Reads what the operations about OTP requests need, field by field: numbers and codes have a form that is told in words.</summary>
internal static partial class OtpBodies
{
    public const int MaximumText = 64;
    public const string DefaultPurpose = "login";

    public static NewOtpRequest ReadNew(FieldReader fields) => new(
        ReadNumber(fields, required: true) ?? string.Empty,
        fields.Text("purpose", min: 1, max: MaximumText) ?? DefaultPurpose,
        fields.IsNull("reference") ? null : fields.Text("reference", max: MaximumText));

    public static Verification ReadVerification(FieldReader fields) => new(
        fields.Text("requestId", required: true, min: 1, max: MaximumText) ?? string.Empty,
        fields.Text("code", required: true, pattern: SixDigits(), expected: "six digits") ?? string.Empty);

    public static OtpRequestFilter ReadFilter(FieldReader fields) => new(
        fields.OneOf("status", OtpStatus.All),
        ReadNumber(fields, required: false),
        PageQuery.Read(fields));

    private static string? ReadNumber(FieldReader fields, bool required) =>
        fields.Text("phoneNumber", required, pattern: VirtualNumber.Form, expected: VirtualNumber.InWords) is { } number
            ? VirtualNumber.Normalise(number)
            : null;

    [GeneratedRegex(@"^[0-9]{6}\z", RegexOptions.NonBacktracking)]
    private static partial Regex SixDigits();
}
