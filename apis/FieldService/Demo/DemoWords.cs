namespace Lintel.FieldService.Demo;

/// <summary>The words that demo data is made of. Addresses use domains that RFC 2606 reserves, numbers the range kept for fiction.</summary>
internal static class DemoWords
{
    public static readonly string[] CompanyNames =
    [
        "Brook Dairy", "Hillside Bakery", "Granite Gym", "Maple Grove School", "Riverside Clinic", "Copper Kettle Café", "Northgate Cinema", "Orchard Hotel",
        "Silver Birch Care Home", "Harbour Cold Storage", "Union Laundry", "Westfield Library", "Blue Door Brewery", "Station Market", "Summit Data Centre",
        "Garden City Pool", "Old Mill Apartments", "Fairview Dental", "Quarry Concrete", "Prairie Grain Co-op", "Lantern Theatre", "Sunrise Nursery",
        "Ironbridge Foundry", "Meadow Lane Veterinary", "Cedar Court Offices", "Beacon Logistics", "Willow Creek Farm", "Kingfisher Marina", "Redwood Print",
        "Foxglove Florists", "Stonegate Museum", "Evergreen Recycling", "Parkview Towers", "Juniper Tech Campus", "Bayside Seafood", "Crescent Bank",
        "Elm Street Garage", "Heron Golf Club", "Pioneer Plastics", "Rosewood Hospice", "Thistle Distillery", "Valley Transit", "Windmill Flour", "Yarrow Yoga",
        "Zenith Solar", "Amber Glassworks", "Clearwater Treatment", "Drummond Steel",
    ];

    public static readonly string[] Streets =
        ["Main Street", "Oak Avenue", "Mill Road", "Station Road", "Harbour Way", "Park Lane", "Quarry Road", "Canal Street", "Hill Street", "Market Square"];

    public static readonly (string City, string State, string Zip)[] Cities =
    [
        ("Springfield", "IL", "62701"), ("Madison", "WI", "53703"), ("Duluth", "MN", "55802"), ("Dayton", "OH", "45402"), ("Boise", "ID", "83702"),
        ("Eugene", "OR", "97401"), ("Albany", "NY", "12207"), ("Portland", "ME", "04101"), ("Tulsa", "OK", "74103"), ("Reno", "NV", "89501"),
    ];

    public static readonly string[] LocationNames = ["Main site", "North yard", "Warehouse", "Plant room", "Annex", "Head office"];

    public static readonly (string First, string Last)[] People =
    [
        ("Ada", "Byron"), ("Ben", "Ortiz"), ("Carla", "Nowak"), ("Dmitri", "Hale"), ("Elena", "Costa"), ("Farid", "Khan"), ("Grace", "Muller"),
        ("Hiro", "Tanaka"), ("Ines", "Duarte"), ("Jonas", "Berg"), ("Kemi", "Adeyemi"), ("Liam", "Walsh"), ("Mina", "Petrov"), ("Noah", "Fields"),
    ];

    public static readonly string[] Skills = ["HVAC", "Electrical", "Plumbing", "Refrigeration", "Boilers", "Controls", "Pumps", "Generators"];

    public static readonly string[] Vehicles = ["Van", "Pickup", "Box truck"];

    public static readonly (string Title, string Description)[] Jobs =
    [
        ("Replace pump seal", "Water at the base of the pump; seal worn."), ("Quarterly HVAC inspection", "Filters, belts, refrigerant pressure."),
        ("No hot water", "Boiler locks out after a few minutes."), ("Install thermostat", "Replace the old unit, connect to the building controls."),
        ("Generator load test", "Monthly run under load."), ("Leaking valve", "Drips onto the electrical cabinet below."),
        ("Cold room too warm", "Holds 9 °C instead of 4 °C."), ("Annual fire damper check", "All dampers on floors 1 to 4."),
        ("Compressor noise", "Grinding on start-up."), ("Drain blocked", "Backs up when both sinks run."),
    ];

    public static readonly (string Name, string Meter, string Unit, int Type)[] Assets =
    [
        ("Circulation pump", "Run hours", "hours", 1), ("Diesel generator", "Engine hours", "hours", 2), ("Rooftop air handler", "Run hours", "hours", 3),
        ("Steam boiler", "Fuel used", "litres", 4), ("Service van", "Odometer", "miles", 5), ("Cold room compressor", "Starts", "cycles", 6),
    ];

    public static readonly (string Number, string Name, string Unit, decimal Cost)[] Parts =
    [
        ("SEAL-040", "Pump seal 40 mm", "each", 18.5m), ("FLT-20X25", "Air filter 20 x 25", "each", 11.2m), ("BELT-A42", "V-belt A42", "each", 9.75m),
        ("R410A-10", "Refrigerant R410A, 10 kg", "bottle", 189m),
        ("CAP-45", "Run capacitor 45 µF", "each", 14.3m),
        ("THRM-STD", "Thermostat, standard", "each", 62m),
        ("VLV-BALL-1", "Ball valve 1 in", "each", 21.4m), ("PIPE-CU-15", "Copper pipe 15 mm", "metre", 6.1m), ("FUSE-16A", "Fuse 16 A", "each", 1.25m),
        ("OIL-15W40", "Engine oil 15W-40", "litre", 7.9m), ("IGN-220", "Ignition electrode", "each", 33m), ("GSKT-DN50", "Flange gasket DN50", "each", 2.6m),
    ];
}

/// <summary>How many records of each kind a demo company has.</summary>
internal sealed record DemoSize(int Customers, int Technicians, int Jobs, int Assets, int Items, int Warehouses, int Seed)
{
    public static DemoSize Large { get; } = new(48, 14, 120, 60, 36, 5, 20260);

    public static DemoSize Small { get; } = new(8, 4, 14, 8, 12, 2, 1812);
}
