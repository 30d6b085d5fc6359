using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Roles;

/// <summary>The body of <c>POST /v1/access-management</c> as the reference describes it; <see cref="RoleBodies"/> reads it.</summary>
[Description("A role to be made.")]
[RequestExample("""{"roleName":"Auditor","roleData":[{"path":"/dashboard","access":"Full Access"}]}""")]
internal sealed record NewRoleDocument(
    [StringLength(RoleBodies.MaximumName, MinimumLength = 1)] string RoleName,
    [MaxLength(RoleBodies.MaximumPages)] [Description("The pages that the role may see, each once; none where it is left out.")]
    IReadOnlyList<PageAccessDocument>? RoleData = null);

/// <summary>The body of <c>PATCH /v1/access-management</c> as the reference describes it; <see cref="RoleBodies"/> reads it.</summary>
[Description("A change of a role.")]
[RequestExample("""{"roleId":"52074bf2-0aee-8c19-b9df-451d36653b82","roleName":"Reviewer"}""")]
internal sealed record RoleChangeDocument(
    Guid RoleId,
    [StringLength(RoleBodies.MaximumName, MinimumLength = 1)] string RoleName,
    [MaxLength(RoleBodies.MaximumPages)] [Description("The pages that the role may see, each once. They stay as they are where it is left out.")]
    IReadOnlyList<PageAccessDocument>? RoleData = null);

/// <summary>A page of a role as the reference describes it.</summary>
[Description("What the role may see on one page of the dashboard.")]
internal sealed record PageAccessDocument(
    [StringLength(RoleBodies.MaximumPath)][RegularExpression("^/.*")][Description("The path of the page.")] string Path,
    [AllowedValues(AccessLevel.Full, AccessLevel.Team, AccessLevel.Own)] string Access);
