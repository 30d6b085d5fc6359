using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Users;
using Lintel.Operators;
using Lintel.Sessions;

namespace Lintel.Management.Operators;

/// <summary>Reads requests about operators.</summary>
internal static class OperatorBodies
{
    public const int LongestName = 100;
    public const int MostScopes = 100;

    public static NewOperator ReadNew(FieldReader fields) => new(
        fields.Login("login", required: true, UserBodies.MinimumLogin, EmailAddress.MaximumLength) ?? string.Empty,
        fields.Text("name", required: true, min: 1, max: LongestName) ?? string.Empty,
        Role(fields, required: true) ?? OperatorRole.Viewer);

    public static OperatorChange ReadChange(FieldReader fields) => new(
        fields.Login("login", required: false, UserBodies.MinimumLogin, EmailAddress.MaximumLength),
        fields.Text("name", min: 1, max: LongestName),
        Role(fields, required: false),
        fields.Boolean("disabled"),
        fields.Integer("version", min: 1));

    public static OperatorPage ReadPage(FieldReader fields) => new(
        fields.Text("cursor", min: 1, max: 100),
        (int)(fields.Integer("limit", min: 1, max: 200) ?? 50));

    public static NewToken ReadToken(FieldReader fields)
    {
        var expiry = fields.IsNull("expiresAt") ? null : fields.Timestamp("expiresAt");
        if (expiry <= fields.Call.StartedAt)
        {
            fields.Fault("expiresAt", "must be in the future");
        }

        return new NewToken(
            fields.Text("name", required: true, min: 1, max: LongestName) ?? string.Empty,
            fields.Texts("scopes", required: true, min: 1, max: MostScopes, maxLength: 100) ?? [],
            expiry);
    }

    public static SignInRequest ReadSignIn(FieldReader fields) =>
        new(fields.Text("token", required: true, min: 1, max: KeyDigest.MaxKeyLength) ?? string.Empty);

    private static OperatorRole? Role(FieldReader fields, bool required) =>
        fields.OneOf("role", OperatorShape.Roles, required) is { } word ? Enum.Parse<OperatorRole>(word, ignoreCase: true) : null;
}

/// <summary>An operator who is to be added.</summary>
internal sealed record NewOperator(string Login, string Name, OperatorRole Role);

/// <summary>A change of an operator, and the version that it is meant for; null leaves things as they are.</summary>
internal sealed record OperatorChange(string? Login, string? Name, OperatorRole? Role, bool? Disabled, long? Version)
{
    /// <summary>The operator once the change is made.</summary>
    public Operator Of(Operator before, DateTimeOffset now) => before with
    {
        Login = Login ?? before.Login,
        Name = Name ?? before.Name,
        Role = Role ?? before.Role,
        DisabledAt = Disabled switch
        {
            true => before.DisabledAt ?? now,
            false => null,
            null => before.DisabledAt,
        },
    };
}

/// <summary>A page of the operators.</summary>
internal sealed record OperatorPage(string? Cursor, int Limit);

/// <summary>A personal token that is to be made.</summary>
internal sealed record NewToken(string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);

/// <summary>A token by which somebody signs in.</summary>
internal sealed record SignInRequest(string Token)
{
    /// <summary>Nothing of the token: it belongs in no log.</summary>
    public override string ToString() => nameof(SignInRequest);
}
