using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>The body of <c>PATCH /projects/{id}</c> as the reference describes it; <see cref="ProjectBodies"/> reads it.</summary>
[Description("A change of a project: one member at least. What is left out stays.")]
[RequestExample("""{"name":"Shop","description":"The web shop"}""")]
internal sealed record ProjectChangeDocument(
    [StringLength(NewProject.MaximumName, MinimumLength = 1)] string? Name = null,
    [StringLength(NewProject.MaximumDescription)][Description("Null to take it away.")] string? Description = null);
