namespace Lintel.Otp;

/// <summary>A project, which holds applications.</summary>
internal sealed record Project(string Id, string Name, string? Description, long ApplicationCount, string CreatedAt, string UpdatedAt);

/// <summary>What a new project is made from.</summary>
internal sealed record NewProject(string Name, string? Description);

/// <summary>What is different from now on.</summary>
/// <param name="Name">The new name; null leaves it.</param>
/// <param name="Description">The new description; null takes it away where <paramref name="HasDescription"/> says so.</param>
/// <param name="HasDescription">Whether the description was sent.</param>
internal sealed record ProjectChange(string? Name, string? Description, bool HasDescription);
