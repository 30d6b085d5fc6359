using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>Reads changes of projects, field by field: one field must be sent, and only a description that is sent as null is taken away.</summary>
internal static class ProjectBodies
{
    public static ProjectChange ReadChange(FieldReader fields)
    {
        var change = new ProjectChange(fields.Text("name", min: 1, max: NewProject.MaximumName), ReadDescription(fields), fields.Has("description"));
        if (!fields.Has("name") && !change.HasDescription)
        {
            fields.Fault("name", "or description must be given");
        }

        return change;
    }

    private static string? ReadDescription(FieldReader fields) =>
        fields.IsNull("description") ? null : fields.Text("description", max: NewProject.MaximumDescription, lines: true);
}
