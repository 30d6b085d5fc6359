using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>The body of a change of a password, as the reference describes it; <see cref="PasswordChange.Read"/> reads it.</summary>
[RequestExample("""{"currentPassword":"the password until now","newPassword":"a long good password"}""")]
internal sealed record PasswordDocument(
    [StringLength(128, MinimumLength = 1)] string CurrentPassword,
    [StringLength(128, MinimumLength = 10), Description("None of the most common passwords.")] string NewPassword);
