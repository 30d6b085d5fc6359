using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Sessions;

namespace Lintel.Otp;

/// <summary>The credentials that somebody registers with.</summary>
/// <param name="Email">The email address, as it is stored.</param>
/// <param name="Password">The password.</param>
internal sealed record Registration(string Email, string Password)
{
    /// <summary>The address: the password belongs in no log.</summary>
    public override string ToString() => Email;
}

/// <summary>The credentials that somebody signs in with. What registering would refuse is simply wrong here: nobody has it.</summary>
/// <param name="Email">The email address, as it was sent.</param>
/// <param name="Password">The password.</param>
[RequestExample("""{"email":"ada@brook.example","password":"a long good password"}""")]
internal sealed record SignIn(
    [StringLength(254, MinimumLength = 1), SingleLine] string Email,
    [StringLength(AccessBodies.MaximumPassword, MinimumLength = 1), SingleLine] string Password)
{
    /// <summary>The address as it is stored.</summary>
    public string Login => LoginName.Normalize(Email);

    /// <summary>The address: the password belongs in no log.</summary>
    public override string ToString() => Email;
}

/// <summary>A change of one's own password.</summary>
internal sealed record OwnPassword(string Present, string New)
{
    /// <summary>Nothing of the passwords: they belong in no log.</summary>
    public override string ToString() => nameof(OwnPassword);
}

/// <summary>
/// Reads the bodies of registering and changing the password, field by field: an address has one form in which it is stored, and a new password must not be a
/// common one.
/// </summary>
internal static class AccessBodies
{
    public const int MinimumPassword = 10;
    public const int MaximumPassword = 128;

    public static Registration ReadNew(FieldReader fields) => new(
        fields.Email("email", required: true) ?? string.Empty,
        fields.NewPassword("password", required: true, MinimumPassword, MaximumPassword) ?? string.Empty);

    public static OwnPassword ReadChange(FieldReader fields) => new(
        fields.Text("currentPassword", required: true, min: 1, max: MaximumPassword) ?? string.Empty,
        fields.NewPassword("newPassword", required: true, MinimumPassword, MaximumPassword) ?? string.Empty);
}
