using Lintel.AspNetCore;
using Lintel.Sessions;

namespace Lintel.Otp;

/// <summary>The credentials that people register and sign in with.</summary>
/// <param name="Email">The email address, as it is stored.</param>
/// <param name="Password">The password.</param>
internal sealed record Login(string Email, string Password)
{
    /// <summary>The address: the password belongs in no log.</summary>
    public override string ToString() => Email;
}

/// <summary>A change of one's own password.</summary>
internal sealed record OwnPassword(string Present, string New)
{
    /// <summary>Nothing of the passwords: they belong in no log.</summary>
    public override string ToString() => nameof(OwnPassword);
}

/// <summary>The bodies of registering, signing in and changing the password.</summary>
internal static class AccessBodies
{
    private const int MinimumPassword = 10;
    private const int MaximumPassword = 128;

    public static Login ReadNew(FieldReader fields) => new(
        fields.Email("email", required: true) ?? string.Empty,
        fields.NewPassword("password", required: true, MinimumPassword, MaximumPassword) ?? string.Empty);

    // What registering would refuse is simply wrong here: nobody has it.
    public static Login Read(FieldReader fields) => new(
        LoginName.Normalize(fields.Text("email", required: true, min: 1, max: EmailAddress.MaximumLength) ?? string.Empty),
        fields.Text("password", required: true, min: 1, max: MaximumPassword) ?? string.Empty);

    public static OwnPassword ReadChange(FieldReader fields) => new(
        fields.Text("currentPassword", required: true, min: 1, max: MaximumPassword) ?? string.Empty,
        fields.NewPassword("newPassword", required: true, MinimumPassword, MaximumPassword) ?? string.Empty);
}
