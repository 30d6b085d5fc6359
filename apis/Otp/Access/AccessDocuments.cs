using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Sessions;

namespace Lintel.Otp;

/// <summary>The body of <c>POST /auth/register</c> as the reference describes it; <see cref="AccessBodies"/> reads it.</summary>
[Description("The credentials of a new person.")]
[RequestExample("""{"email":"ada@brook.example","password":"a long good password"}""")]
internal sealed record RegistrationDocument(
    [EmailAddress][StringLength(254)] string Email,
    [StringLength(AccessBodies.MaximumPassword, MinimumLength = AccessBodies.MinimumPassword)][Description("None of the most common ones.")] string Password);

/// <summary>The body of <c>POST /auth/password</c> as the reference describes it; <see cref="AccessBodies"/> reads it.</summary>
[Description("A change of one's own password.")]
[RequestExample("""{"currentPassword":"the password until now","newPassword":"a long good password"}""")]
internal sealed record OwnPasswordDocument(
    [StringLength(AccessBodies.MaximumPassword, MinimumLength = 1)] string CurrentPassword,
    [StringLength(AccessBodies.MaximumPassword, MinimumLength = AccessBodies.MinimumPassword)] [Description("None of the most common ones.")]
    string NewPassword);
