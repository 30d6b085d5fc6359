using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>Reads changes of applications, field by field: one field must be sent, and none is null.</summary>
internal static class ApplicationBodies
{
    public static ApplicationChange ReadChange(FieldReader fields)
    {
        var change = new ApplicationChange(fields.Text("name", min: 1, max: NewApplication.MaximumName), fields.Text("projectId"));
        if (!fields.Has("name") && !fields.Has("projectId"))
        {
            fields.Fault("name", "or projectId must be given");
        }

        return change;
    }
}
