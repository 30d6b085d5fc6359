using System.Text.Json.Serialization;
using Lintel.FieldService.Assets;
using Lintel.FieldService.Customers;
using Lintel.FieldService.Inventory;
using Lintel.FieldService.Jobs;
using Lintel.FieldService.Technicians;
using Lintel.Shared;

namespace Lintel.FieldService.Replies;

/// <summary>Every success body, known to the serializer at build time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ListReply<Job>))]
[JsonSerializable(typeof(SingleReply<Job>))]
[JsonSerializable(typeof(JobWritten))]
[JsonSerializable(typeof(ListReply<Customer>))]
[JsonSerializable(typeof(SingleReply<Customer>))]
[JsonSerializable(typeof(CustomerWritten))]
[JsonSerializable(typeof(ListReply<Location>))]
[JsonSerializable(typeof(LocationWritten))]
[JsonSerializable(typeof(ListReply<Asset>))]
[JsonSerializable(typeof(SingleReply<Asset>))]
[JsonSerializable(typeof(AssetWritten))]
[JsonSerializable(typeof(ListReply<ServiceRecord>))]
[JsonSerializable(typeof(ServiceRecordWritten))]
[JsonSerializable(typeof(MeterReadingWritten))]
[JsonSerializable(typeof(AssetTransferWritten))]
[JsonSerializable(typeof(Asset))]
[JsonSerializable(typeof(DashboardPage<Asset>))]
[JsonSerializable(typeof(Meter))]
[JsonSerializable(typeof(ListReply<Item>))]
[JsonSerializable(typeof(SingleReply<Item>))]
[JsonSerializable(typeof(ItemWritten))]
[JsonSerializable(typeof(ListReply<InventoryLocation>))]
[JsonSerializable(typeof(SingleReply<InventoryLocation>))]
[JsonSerializable(typeof(InventoryLocation))]
[JsonSerializable(typeof(ListReply<StockLevel>))]
[JsonSerializable(typeof(ListReply<InventoryTransaction>))]
[JsonSerializable(typeof(InventoryTransactionWritten))]
[JsonSerializable(typeof(InventoryTransferWritten))]
[JsonSerializable(typeof(ListReply<Technician>))]
[JsonSerializable(typeof(SingleReply<TechnicianProfile>))]
[JsonSerializable(typeof(TechnicianProfile))]
internal sealed partial class FieldServiceJson : JsonSerializerContext;
