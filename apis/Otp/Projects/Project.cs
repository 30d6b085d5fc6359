using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>A project, which holds applications.</summary>
internal sealed record Project(string Id, string Name, string? Description, long ApplicationCount, string CreatedAt, string UpdatedAt);

/// <summary>What a new project is made from.</summary>
[Description("A project to be made.")]
[RequestExample("""{"name":"Shop","description":"The web shop"}""")]
internal sealed record NewProject(
    [StringLength(NewProject.MaximumName, MinimumLength = 1), SingleLine] string Name,
    [StringLength(NewProject.MaximumDescription)] string? Description = null)
{
    public const int MaximumName = 64;
    public const int MaximumDescription = 256;
}

/// <summary>What is different from now on.</summary>
/// <param name="Name">The new name; null leaves it.</param>
/// <param name="Description">The new description; null takes it away where <paramref name="HasDescription"/> says so.</param>
/// <param name="HasDescription">Whether the description was sent.</param>
internal sealed record ProjectChange(string? Name, string? Description, bool HasDescription);
