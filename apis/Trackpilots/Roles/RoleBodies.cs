using System.Text.Json;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Roles;

/// <summary>A role to be made or changed; no data means that it is left as it is.</summary>
internal sealed record RoleBody(Guid RoleId, string RoleName, IReadOnlyList<PageAccess>? RoleData);

/// <summary>A role to be removed.</summary>
[RequestExample("""{"roleId":"52074bf2-0aee-8c19-b9df-451d36653b82"}""")]
internal sealed record RemovedRole(Guid RoleId);

/// <summary>
/// Reads the bodies that have the pages of a role, field by field: the list of pages may stand in a list of its own, which is no form of one type.
/// </summary>
internal static class RoleBodies
{
    public const int MaximumName = 100;
    public const int MaximumPages = 200;
    public const int MaximumPath = 200;

    public static RoleBody ReadNew(FieldReader fields) => new(Guid.Empty, ReadName(fields), ReadData(fields));

    public static RoleBody ReadChange(FieldReader fields) => new(fields.Uuid("roleId", required: true) ?? Guid.Empty, ReadName(fields), ReadData(fields));

    private static string ReadName(FieldReader fields) => fields.Text("roleName", required: true, min: 1, max: MaximumName) ?? string.Empty;

    // The reference shows the list one array too deep in its request and flat in its reply, so both are taken.
    private static List<PageAccess>? ReadData(FieldReader fields)
    {
        if (!fields.Has("roleData") || fields.Json("roleData") is not { } json || json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            fields.Fault("roleData", "must be a list of objects with 'path' and 'access'");
            return null;
        }

        var pages = new List<PageAccess>();
        var count = 0;
        foreach (var (item, path) in Flatten(json))
        {
            if (++count > MaximumPages)
            {
                fields.Fault("roleData", FieldFaultKind.TooMany, ("limit", MaximumPages.ToString()));
                break;
            }

            ReadPage(fields, item, path, pages);
        }

        return pages;
    }

    private static IEnumerable<(JsonElement Item, string Path)> Flatten(JsonElement list)
    {
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            var path = $"roleData[{i++}]";
            if (item.ValueKind != JsonValueKind.Array)
            {
                yield return (item, path);
                continue;
            }

            var j = 0;
            foreach (var inner in item.EnumerateArray())
            {
                yield return (inner, $"{path}[{j++}]");
            }
        }
    }

    private static void ReadPage(FieldReader fields, JsonElement item, string at, List<PageAccess> pages)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            fields.Fault(at, "must be an object with 'path' and 'access'");
            return;
        }

        var path = TextOf(item, "path");
        var access = TextOf(item, "access");
        if (path is null || path.Length > MaximumPath || !path.StartsWith('/'))
        {
            fields.Fault($"{at}.path", $"must be a page's path, which begins with '/' and has at most {MaximumPath} characters");
        }
        else if (pages.Exists(page => page.Path == path))
        {
            fields.Fault($"{at}.path", "must not name a page twice");
        }
        else if (access is null || !AccessLevel.All.Contains(access))
        {
            fields.Fault($"{at}.access", $"must be one of {string.Join(", ", AccessLevel.All.Select(level => $"'{level}'"))}");
        }
        else
        {
            pages.Add(new PageAccess(path, access));
        }
    }

    private static string? TextOf(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
