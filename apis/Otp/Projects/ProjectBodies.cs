using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>The bodies of projects.</summary>
internal static class ProjectBodies
{
    private const int MaximumName = 64;
    private const int MaximumDescription = 256;

    public static NewProject ReadNew(FieldReader fields) => new(
        fields.Text("name", required: true, min: 1, max: MaximumName) ?? string.Empty,
        ReadDescription(fields));

    public static ProjectChange ReadChange(FieldReader fields)
    {
        var change = new ProjectChange(fields.Text("name", min: 1, max: MaximumName), ReadDescription(fields), fields.Has("description"));
        if (!fields.Has("name") && !change.HasDescription)
        {
            fields.Fault("name", "or description must be given");
        }

        return change;
    }

    private static string? ReadDescription(FieldReader fields) => fields.IsNull("description") ? null : fields.Text("description", max: MaximumDescription, lines: true);
}
