using Lintel.AspNetCore;
using Lintel.Sessions;

namespace Lintel.Management.Users;

/// <summary>Reads requests about people.</summary>
internal static class UserBodies
{
    public const int MinimumLogin = 3;
    public const int MinimumPassword = 10;
    public const int MaximumPassword = 128;

    public static UserRequest ReadNew(FieldReader fields) => new(
        fields.Login("login", required: true, MinimumLogin, EmailAddress.MaximumLength) ?? string.Empty,
        fields.NewPassword("password", required: true, MinimumPassword, MaximumPassword) ?? string.Empty);

    public static NewPassword ReadPassword(FieldReader fields) =>
        new(fields.NewPassword("password", required: true, MinimumPassword, MaximumPassword) ?? string.Empty);

    public static UserPage ReadPage(FieldReader fields) => new(
        fields.Text("cursor", min: 1, max: 100),
        (int)(fields.Integer("limit", min: 1, max: 200) ?? 50));
}

/// <summary>A person who is to sign in to an account.</summary>
internal sealed record UserRequest(string Login, string Password)
{
    /// <summary>The login: the password belongs in no log.</summary>
    public override string ToString() => Login;
}

/// <summary>A password that is to be set.</summary>
internal sealed record NewPassword(string Text)
{
    /// <summary>Nothing of the password: it belongs in no log.</summary>
    public override string ToString() => nameof(NewPassword);
}

/// <summary>A page of an account's people.</summary>
internal sealed record UserPage(string? Cursor, int Limit);
