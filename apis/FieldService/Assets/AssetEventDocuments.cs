using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;

namespace Lintel.FieldService.Assets;

/// <summary>The body of a service that was done, as the reference describes it; <see cref="ServiceReader"/> reads it.</summary>
[RequestExample("""{"service_type":"Inspection","service_date":"2026-02-02T09:00:00Z","cost":12.5}""")]
internal sealed record ServiceDocument(
    [ServiceType] string ServiceType,
    DateTimeOffset ServiceDate,
    [StringLength(5000)] string? Description = null,
    [Id] long? TechnicianId = null,
    [Id] long? JobId = null,
    [Range(0, (double)Amount.Largest)] decimal? Cost = null);

/// <summary>The body of a reading, as the reference describes it; <see cref="ReadingFields.Read"/> reads it.</summary>
[Description("A reading of a meter, which is picked by meter_id or by meter_name; meter_id counts where both are sent.")]
[RequestExample("""{"meter_id":1,"reading":125000.5}""")]
internal sealed record ReadingDocument(
    [Range((double)-Amount.Largest, (double)Amount.Largest), Description("At least the last reading.")] decimal Reading,
    [Id, Description("Needed where no meter_name is sent.")] long? MeterId = null,
    [StringLength(100), Description("Needed where no meter_id is sent.")] string? MeterName = null,
    [Description("Not in the future; the moment of the request where it is not sent.")] DateTimeOffset? ReadingDate = null,
    [StringLength(500)] string? Notes = null);

/// <summary>The body of a transfer, as the reference describes it; <see cref="TransferReader"/> reads it.</summary>
[Description("To a location or to a technician, not to both.")]
[RequestExample("""{"to_location_id":1,"reason":"Back from the workshop"}""")]
internal sealed record TransferDocument(
    [Id, Description("The location of a customer. The asset leaves its technician.")] long? ToLocationId = null,
    [Id, Description("An active technician. The asset leaves its location.")] long? ToTechnicianId = null,
    [StringLength(500)] string? Reason = null);
