using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>The body of <c>PATCH /applications/{id}</c> as the reference describes it; <see cref="ApplicationBodies"/> reads it.</summary>
[Description("A change of an application: one member at least. What is left out stays.")]
[RequestExample("""{"name":"Sign-in"}""")]
internal sealed record ApplicationChangeDocument(
    [StringLength(NewApplication.MaximumName, MinimumLength = 1)] string? Name = null,
    [Description("The project that the application moves to.")] string? ProjectId = null);
