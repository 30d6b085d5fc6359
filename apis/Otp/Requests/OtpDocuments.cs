using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>The body of <c>POST /otp/send</c> as the reference describes it; <see cref="OtpBodies"/> reads it.</summary>
[Description("To whom a code is sent, and what for.")]
[RequestExample("""{"phoneNumber":"+999 482 918 102","purpose":"login","reference":"order 17"}""")]
internal sealed record NewOtpRequestDocument(
    [RegularExpression(VirtualNumber.Pattern)][Description("A virtual number such as +999 482 918 102.")] string PhoneNumber,
    [StringLength(OtpBodies.MaximumText, MinimumLength = 1)][property: DefaultValue(OtpBodies.DefaultPurpose)] string? Purpose = null,
    [StringLength(OtpBodies.MaximumText)][Description("A reference of the application's own, kept with the request.")] string? Reference = null);

/// <summary>The body of <c>POST /otp/verify</c> as the reference describes it; <see cref="OtpBodies"/> reads it.</summary>
[Description("A code that is tried.")]
[RequestExample("""{"requestId":"otp_7Jk2Lm9QwX4cVb8N","code":"482918"}""")]
internal sealed record VerificationDocument(
    [StringLength(OtpBodies.MaximumText, MinimumLength = 1)][Description("The requestId that sending was answered with.")] string RequestId,
    [RegularExpression("^[0-9]{6}$")] string Code);

/// <summary>The query of <c>GET /applications/{id}/otp-requests</c> as the reference describes it; <see cref="OtpBodies"/> reads it.</summary>
internal sealed record OtpRequestQueryDocument(
    [AllowedValues(OtpStatus.Pending, OtpStatus.Verified, OtpStatus.Expired, OtpStatus.Locked, OtpStatus.Superseded)] string? Status = null,
    [RegularExpression(VirtualNumber.Pattern)] string? PhoneNumber = null,
    [Range(1, PageQuery.Most)][property: DefaultValue(PageQuery.Default)] int Limit = PageQuery.Default,
    [Description("The nextCursor of the part before.")] string? Cursor = null);
