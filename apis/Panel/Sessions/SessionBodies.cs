using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>The login and the password of a sign-in. No record: its text would have the password.</summary>
[RequestExample("""{"login":"ada@brook.example","password":"a long good password"}""")]
internal sealed class SignIn(
    [StringLength(254, MinimumLength = 1), SingleLine] string login,
    [StringLength(128, MinimumLength = 1), SingleLine] string password)
{
    /// <summary>The name that the person signs in with.</summary>
    public string Login { get; } = login;

    /// <summary>The password.</summary>
    public string Password { get; } = password;
}

/// <summary>A new password and the present one, read field by field: a new one must not be common, which is no rule of a type.</summary>
internal sealed class PasswordChange(string present, string @new)
{
    private const int Minimum = 10;
    private const int Maximum = 128;

    /// <summary>The present password.</summary>
    public string Present { get; } = present;

    /// <summary>The new password.</summary>
    public string New { get; } = @new;

    /// <summary>Reads the body.</summary>
    public static PasswordChange Read(FieldReader fields) => new(
        fields.Text("currentPassword", required: true, min: 1, max: Maximum) ?? string.Empty,
        fields.NewPassword("newPassword", required: true, Minimum, Maximum) ?? string.Empty);
}
