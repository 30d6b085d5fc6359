using Lintel.Sessions;

namespace Lintel.Panel;

/// <summary>An app user as it is stored.</summary>
internal sealed class AppUserRow
{
    public const string Columns =
        """
        id AS Id, login AS Login, login_folded AS LoginFolded, password_hash AS PasswordHash, comment AS Comment, client_id AS ClientId,
        ip_address AS IpAddress, levels AS Levels, requires_license AS RequiresLicense, credentials_type AS CredentialsType,
        requires_client_id AS RequiresClientId, created_at AS CreatedAt
        """;

    public AppUserRow()
    {
    }

    public AppUserRow(AppUser user)
    {
        Id = user.Id;
        Login = user.Login;
        LoginFolded = Fold(user.Login);
        PasswordHash = user.PasswordHash;
        Comment = user.Comment;
        ClientId = user.ClientId;
        IpAddress = user.IpAddress;
        Levels = LevelList.Store(user.Settings.Levels);
        RequiresLicense = user.Settings.RequiresLicense;
        CredentialsType = user.Settings.CredentialsType;
        RequiresClientId = user.Settings.RequiresClientId;
        CreatedAt = user.CreatedAt.ToUnixTimeMilliseconds();
    }

    public long Id { get; init; }

    public string Login { get; init; } = string.Empty;

    public string LoginFolded { get; init; } = string.Empty;

    public string PasswordHash { get; init; } = string.Empty;

    public string? Comment { get; init; }

    public string? ClientId { get; init; }

    public string? IpAddress { get; init; }

    public string Levels { get; init; } = string.Empty;

    public bool RequiresLicense { get; init; }

    public string CredentialsType { get; init; } = string.Empty;

    public bool RequiresClientId { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>The form by which two logins are the same.</summary>
    public static string Fold(string login) => LoginName.Normalize(login);

    public AppUser Load() => new()
    {
        Id = Id,
        Login = Login,
        PasswordHash = PasswordHash,
        Comment = Comment,
        ClientId = ClientId,
        IpAddress = IpAddress,
        Settings = new AppUserSettings(LevelList.Load(Levels), RequiresLicense, CredentialsType, RequiresClientId),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
    };
}
